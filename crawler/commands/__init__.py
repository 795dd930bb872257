"""The commands that fetch or read pages, a file each, which `crawler.cli` names; beside them what some share."""
