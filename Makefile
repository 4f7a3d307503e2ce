# A thin layer over tools/course.py, which does the work on every system.
#
#   make lab LESSON=02             open this lesson; without a number, 00: start here
#   make reset LESSON=02           make the exercises of lesson 02 fresh again; yours are kept
#   make present LESSON=02         show lesson 02 on a projector, its labs working
#   make lab PYTHON=python3.12     use this Python
#   make test ARGS="-k wilson"     hand options on: to pytest here, to JupyterLab for lab

PYTHON ?= python3
LESSON ?= 00
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help lab reset present doctor test test-browser bench data notebooks exercises slides pictures lock format release clean

lab:
	@$(PYTHON) tools/course.py lab $(LESSON) $(ARGS)
# Only a lesson that you name is made fresh or presented, not the one that lab opens without a name.
reset present:
	@$(PYTHON) tools/course.py $@ $(if $(filter file,$(origin LESSON)),,$(LESSON)) $(ARGS)

help doctor test test-browser bench data notebooks exercises slides pictures lock format release clean:
	@$(PYTHON) tools/course.py $@ $(ARGS)
