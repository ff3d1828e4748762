using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Stages;

/// <summary>
/// One step that every frame goes through. A stage is called by one thread at a time, with the frames in order, and owns the frame
/// during the call. It adds to the frame and allocates nothing once warm. An exception ends the film.
/// </summary>
public interface IStage
{
    /// <summary>The stage's name, for messages: <c>resize</c>.</summary>
    string Name { get; }

    /// <summary>Does the step.</summary>
    void Process(Frame frame);

    /// <summary>Writes down what the step took.</summary>
    /// <param name="timings">What earlier stages took.</param>
    /// <param name="milliseconds">What this one took.</param>
    StageTimings Record(StageTimings timings, double milliseconds);
}
