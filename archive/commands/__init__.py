"""The commands that read and keep an archive, a file each; `archive.cli` names them."""
