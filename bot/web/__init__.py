"""The public address: whether a card is genuine, the payments webhook, and whether the service is alive."""
