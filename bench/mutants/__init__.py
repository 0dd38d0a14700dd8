"""Puts small faults into the code, one at a time, and checks whether a test notices: `make mutants`."""
