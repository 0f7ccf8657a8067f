"""How are figures and plans drawn? As SVG, the same on screen and on pages, coloured by classes."""
