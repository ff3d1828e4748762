namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>Runs alone: what a case allocates is counted for the whole program.</summary>
[CollectionDefinition(nameof(FuzzRun), DisableParallelization = true)]
public sealed class FuzzCollection;
