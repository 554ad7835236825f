"""Words as the index knows them: one way for what people wrote and for what they look for, on either database."""
