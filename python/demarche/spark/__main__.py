"""``python -m demarche.spark``: the job of :mod:`demarche.spark.job`."""

import sys

from demarche.spark.job import main

sys.exit(main())
