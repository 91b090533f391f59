"""通知: what each side is told of, made from the log."""
