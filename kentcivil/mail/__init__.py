"""The outbox: `from kentcivil.mail.outbox import enqueue`."""
