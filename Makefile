# A thin layer over tools/course.py, which does the work on every system.
#
#   make lab LESSON=02             open another lesson
#   make lab PYTHON=python3.12     use this Python
#   make test ARGS="-k wilson"     hand options on: to pytest here, to JupyterLab for lab

PYTHON ?= python3
LESSON ?= 01
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help lab test test-browser bench data notebooks exercises pictures lock format clean

lab:
	@$(PYTHON) tools/course.py lab $(LESSON) $(ARGS)

help test test-browser bench data notebooks exercises pictures lock format clean:
	@$(PYTHON) tools/course.py $@ $(ARGS)
