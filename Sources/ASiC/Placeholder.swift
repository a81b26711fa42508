// replaced by this module's code
