"""How fast and how heavy is it, measured?"""
