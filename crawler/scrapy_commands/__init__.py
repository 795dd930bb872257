"""Commands that `scrapy` has in this project besides its own, or in place of them (setting COMMANDS_MODULE)."""
