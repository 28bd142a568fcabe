"""The subcommands: one file each, with ``add_parser(subparsers)`` and what it runs."""
