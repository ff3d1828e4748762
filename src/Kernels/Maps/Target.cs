namespace Steerlens.Kernels.Maps;

/// <summary>What a map explains.</summary>
public enum Target
{
    /// <summary>Both directions in one map: positive pushes to the right, negative to the left.</summary>
    Signed,

    /// <summary>What pushes to the left, as positive values.</summary>
    Left,

    /// <summary>What pushes to the right, as positive values.</summary>
    Right,

    /// <summary>Left or right, whichever way the network steers; see <see cref="AutoTarget"/>.</summary>
    Auto,

    /// <summary>What keeps the angle small: masking it makes the angle larger. Occlusion only.</summary>
    Hold,

    /// <summary>How much a place matters, whatever the direction: for methods that can't tell left from right.</summary>
    Undirected,

    /// <summary>
    /// What the first published maps of steering networks show (Gildenblat 2016), with all their choices: to compare with their
    /// pictures. The angle's gradient above 5 degrees, the negative one below -5, and that of sign(angle) / angle between.
    /// </summary>
    Seed,
}

/// <summary>
/// Follows the angle's sign for <see cref="Target.Auto"/>. It changes sides only when the angle passes 5 degrees on the other side, so
/// that it does not flicker on a nearly straight road.
/// </summary>
public sealed class AutoTarget
{
    /// <summary>The angle at which the side changes: 5 degrees, in radians.</summary>
    public const double Threshold = 5 * Math.PI / 180;

    private Target? _side;

    /// <summary>The side for a frame; frames come in order.</summary>
    /// <param name="angle">Radians, positive = right.</param>
    public Target Resolve(double angle)
    {
        _side = angle switch
        {
            > Threshold => Target.Right,
            < -Threshold => Target.Left,
            _ => _side ?? (angle < 0 ? Target.Left : Target.Right),
        };
        return _side.Value;
    }
}
