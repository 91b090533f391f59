"""Whether all is well: health, the doctor, metrics."""
