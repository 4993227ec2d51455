"""The lists of the barrier-free travel chain (Barrierefreie Reisekette, BFRK), one module each."""
