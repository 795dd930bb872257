"""What the pages for people show, read from the archive: functions of a connection that give frozen values.

Nothing here knows of Datasette, HTML or languages. Hidden articles are never among what is read.
"""
