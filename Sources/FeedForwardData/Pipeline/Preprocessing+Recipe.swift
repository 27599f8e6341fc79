extension Preprocessing {
  /// What the recipe for tables wants: numbers by median and quartiles, clipped smoothly, and their places among 16
  /// bins; ±1 for two texts; of many texts the 32 most frequent ones; predictions within the training range.
  public static var tabular: Preprocessing {
    var preprocessing = Preprocessing()
    (preprocessing.scaling, preprocessing.smoothClip, preprocessing.bins) = (.robust, 3, 16)
    (preprocessing.mostCategories, preprocessing.leastOfCategory) = (32, 2)
    preprocessing.clampMargin = 0
    return preprocessing
  }
}
