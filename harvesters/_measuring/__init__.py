"""What harvesters of measuring networks share: columns, units, settings, silent stations."""
