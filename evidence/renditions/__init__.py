"""How is a file opened, checked and turned into pages inside the cage? Imports no Django."""
