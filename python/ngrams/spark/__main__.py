"""`python -m ngrams.spark build`, also by `spark-submit`."""

import argparse
import sys
from pathlib import Path

from ngrams.spark.build import MANIFEST, Options, build


def main():
    """Build stores as the arguments say; end with 1 if archives are missing."""
    parser = argparse.ArgumentParser(prog="python -m ngrams.spark", description=__doc__)
    command = parser.add_subparsers(dest="command", required=True).add_parser(
        "build", help="ingest archives into stores, one archive a task"
    )
    command.add_argument("--archives", required=True, help="a file with a path or an address a line")
    command.add_argument(
        "--output", required=True, help="a folder that all machines share, or an address (hdfs://, s3a://)"
    )
    command.add_argument("--corpus", default="", help="the corpus of archives whose names do not tell it")
    command.add_argument("--placeholders", choices=["keep", "drop"], default="keep")
    command.add_argument("--bad-rows", choices=["fail", "skip"], default="fail")
    command.add_argument("--master", help="the master of Spark; not needed with spark-submit")
    arguments = parser.parse_args()

    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("ngrams")
    if arguments.master:
        builder = builder.master(arguments.master)
    spark = builder.getOrCreate()
    archives = [line.strip() for line in Path(arguments.archives).read_text().splitlines() if line.strip()]
    options = Options(arguments.corpus, arguments.placeholders, arguments.bad_rows)
    try:
        missing = build(spark, archives, arguments.output, options)
    finally:
        spark.stop()
    for entry in missing:
        print(f"missing: {entry['failure']}", file=sys.stderr)
    print(f"{len(archives) - len(missing)} of {len(archives)} archives; see {arguments.output.rstrip('/')}/{MANIFEST}")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
