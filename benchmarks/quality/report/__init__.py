"""The report's sections: each names the work that it needs, and writes its lines when the work is done."""
