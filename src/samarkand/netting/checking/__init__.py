"""The questions `samarkand.netting.check` asks of an outcome; none shares code with what makes one."""
