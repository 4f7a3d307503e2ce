# A thin layer over tools/course.py, which does the work on every system.
#
#   make lab LESSON=02             open this lesson; without a number, 00: start here
#   make reset LESSON=02           make the exercises of lesson 02 fresh again; yours are kept
#   make lab PYTHON=python3.12     use this Python
#   make test ARGS="-k wilson"     hand options on: to pytest here, to JupyterLab for lab

PYTHON ?= python3
LESSON ?= 00
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help lab reset doctor test test-browser bench data notebooks exercises slides pictures lock format clean

lab:
	@$(PYTHON) tools/course.py lab $(LESSON) $(ARGS)
# Only a lesson that you name is made fresh, not the one that lab opens where you name none.
reset:
	@$(PYTHON) tools/course.py reset $(if $(filter file,$(origin LESSON)),,$(LESSON)) $(ARGS)

help doctor test test-browser bench data notebooks exercises slides pictures lock format clean:
	@$(PYTHON) tools/course.py $@ $(ARGS)
