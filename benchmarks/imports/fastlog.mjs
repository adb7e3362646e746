import "fastlog";
