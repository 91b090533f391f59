"""What lies beside the log and is never rebuilt: credentials, the queue of webhooks."""
