"""Measurements: what a durable turn costs, beside python-telegram-bot in the same run. Run with `make bench`."""
