"""Ways of finding pages, one spider each; what is particular to a site is data in `crawler/sites`."""
