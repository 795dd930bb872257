"""The commands that read and keep an archive, a file each, which `archive.cli` names; beside them what some share."""
