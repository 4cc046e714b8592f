"""What is measured, against what; how to run it stands in benchmarks/README.md."""
