"""What a durable turn costs, beside python-telegram-bot in the same run: `make bench`."""
