# For those whose fingers type make; dev.py does the work.
.PHONY: demo test lint bench docs
demo test lint bench docs:
	python3 dev.py $@
