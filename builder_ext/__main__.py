"""``python -m builder_ext`` is the command ``briefcheck``."""

from builder_ext.cli import main

raise SystemExit(main())
