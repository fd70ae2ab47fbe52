"""From a worker's consent to a cover: registration, payment, receipts, and the pictures that tell of it."""
