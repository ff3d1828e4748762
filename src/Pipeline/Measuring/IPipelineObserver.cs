namespace Steerlens.Pipeline.Measuring;

/// <summary>Watches a pipeline at work. A pipeline without one does not measure.</summary>
public interface IPipelineObserver
{
    /// <summary>The observer of one stage; asked for once, before the stage's first frame, in the order of the stages.</summary>
    /// <param name="stage">The stage's name: <c>resize</c>.</param>
    IStageObserver Of(string stage);
}

/// <summary>
/// Watches one stage. It is called by the stage's thread alone, <see cref="Ready"/> and <see cref="Done"/> in turn, and must
/// neither wait nor allocate.
/// </summary>
public interface IStageObserver
{
    /// <summary>The stage is ready for its next frame.</summary>
    /// <param name="waiting">Frames in the queue in front of it.</param>
    void Ready(int waiting);

    /// <summary>The stage is done with a frame.</summary>
    /// <param name="duration">What its own work took; waiting in front of a queue is no work.</param>
    void Done(TimeSpan duration);
}
