"""What we can answer: one question, one file. Any view can be thrown away and rebuilt."""
