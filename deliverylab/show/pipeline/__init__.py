"""The pipeline view: the changes of a delivery log as dots on their way to production.

`stages` names the columns; `steps` and `tracks` turn a log into the walk of every change; `people`
says who acts and when they rest; `picture` is the still, and `view` the widget whose scripts stand
beside it.
"""
