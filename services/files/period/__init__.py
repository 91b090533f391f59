"""The period report: a paper in words and numbers, and the files it is written as."""
