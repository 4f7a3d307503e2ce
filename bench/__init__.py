"""How fast the course is, measured as ratios in one run. `python -m bench` (`make bench`)."""
