import FeedForwardONNX
import Testing
