"""What a text tells by itself: numbers, marks, markers, labels. Strings in, values out; no Document is known here."""
