"""What stands in captions: the order of persons, codes and variables, and what reads badly."""
