namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>What was asked about earlier frames and will be asked about the next: it is answered in the forward run itself.</summary>
/// <param name="Activation">The layer whose values were asked for.</param>
/// <param name="Gradient">The layer at which the gradient was asked for.</param>
/// <param name="IsGuided">By which rule.</param>
/// <param name="Weights">With which weights.</param>
/// <param name="Bank">The windows, all in one batch.</param>
/// <param name="Fill">How their fill is made.</param>
internal sealed record ExpectedQuestions(int? Activation = null, int? Gradient = null, bool IsGuided = false, float[]? Weights = null, BankTensors? Bank = null, FillRule? Fill = null)
{
    /// <summary>Nothing.</summary>
    public static ExpectedQuestions None { get; } = new();

    /// <summary>Without what nobody asked about a frame that was answered.</summary>
    public ExpectedQuestions Without(BoundFrame answered, (bool Activation, bool Gradient, bool Windows) asked)
    {
        var expected = this;
        if (!asked.Activation && answered.Questions.Activation is { } layer && Activation == layer) expected = expected with { Activation = null };
        if (!asked.Gradient && answered.Questions.Gradient is { } below && Gradient == below) expected = expected with { Gradient = null, Weights = null };
        if (!asked.Windows && answered.Batch is { } batch && Bank?.Batches[0] == batch) expected = expected with { Bank = null, Fill = null };
        return expected;
    }
}
