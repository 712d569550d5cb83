"""somark_tools: SoMark results → stitched documents."""
