import FeedForwardCLI

await FeedForwardProgram.main()
