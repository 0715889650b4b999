"""One file for each command: options, a call into ``api`` through the session, a rendering."""
