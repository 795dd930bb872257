"""The archive in a web browser: Datasette on the file, with pages for people and Swedish descriptions.

`archive.browse.server` starts Datasette; `archive.browse.plugin` is what Datasette loads. This package imports neither:
Datasette loads the plugin while it is being imported itself.
"""
