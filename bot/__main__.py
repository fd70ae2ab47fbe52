"""`python -m bot` is `sertakan`."""

from bot.cli import main

main()
