"""The commands that fetch or read pages, a file each; `crawler.cli` names them."""
