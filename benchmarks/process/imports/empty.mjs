// The module that costs nothing.
